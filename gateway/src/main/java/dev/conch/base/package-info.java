/** Ids, money, secrets, pages and refusals: the words that every other package speaks. */
@MayUse({})
@NullMarked
package dev.conch.base;

import org.jspecify.annotations.NullMarked;
