package dev.conch.base;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the packages of Conch that the annotated package may import, by their first name below
 * {@code dev.conch}. ArchitectureTest compares it with the real imports, both ways; adding a name
 * is a design decision.
 */
@Target(ElementType.PACKAGE)
@Retention(RetentionPolicy.RUNTIME)
public @interface MayUse {
    String[] value();
}
