package dev.conch.provider;

/** What kind of trouble a provider reported: this alone decides what happens next. */
public enum ErrorClass {
    /** The request is wrong and will be wrong everywhere; the task fails. */
    USER,
    /** The provider judged the content; the task fails, and nobody else is asked. */
    CONTENT,
    /** Too much at once; the credential rests for a moment, the task waits or goes elsewhere. */
    THROTTLE,
    /** The credential is refused or has no money left; it rests until somebody looks at it. */
    ACCOUNT,
    /** The provider is broken, and certainly has not started; another one may be asked. */
    SERVER,
    /** It may have started: asking anybody again could be paid twice. */
    AMBIGUOUS;

    /** Whether the task ends with it, whoever is asked. */
    public boolean endsTask() {
        return this == USER || this == CONTENT;
    }
}
