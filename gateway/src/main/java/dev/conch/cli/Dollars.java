package dev.conch.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.math.BigDecimal;

/** Reads {@code 50}, {@code 12.50}, {@code $12.50} or {@code -0.57} as cents. */
final class Dollars implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
        var plain = text.replaceFirst("^(-?)\\$", "$1").replace(",", "");
        if (!plain.matches("-?[0-9]{1,12}(\\.[0-9]{1,2})?")) {
            throw new TypeConversionException(
                    "'%s' is not an amount in dollars such as 12.50".formatted(text));
        }
        return new BigDecimal(plain).movePointRight(2).longValueExact();
    }
}
