package dev.conch.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the complaints about other gateways that a test holds Conch to not having, by their number
 * in docs/complaints.md; ComplaintsTest compares both.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Complaint {
    int[] value();
}
