package dev.conch.day;

import dev.conch.base.Money;

import java.time.Instant;

/**
 * A video that a provider makes, in its own books.
 *
 * @param id the provider's
 * @param order the number of the order in the prompt
 * @param ends when the video is there, or when the job is forgotten
 * @param lost it is forgotten instead of done
 * @param price what is charged when it is done
 */
record Job(String id, int order, Instant started, Instant ends, boolean lost, Money price) {
    /** Where a job stands. */
    enum Standing {
        RUNNING,
        DONE,
        /** Nobody there knows of it. */
        FORGOTTEN
    }

    Standing at(Instant now) {
        if (now.isBefore(ends)) {
            return Standing.RUNNING;
        }
        return lost ? Standing.FORGOTTEN : Standing.DONE;
    }
}
