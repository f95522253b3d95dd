/**
 * Files that come in and go out: uploaded and fetched images, results, signed links and ranges.
 *
 * <p>Callers: {@code task} (results), {@code api} (serving files, first frames). Start reading at
 * {@link dev.conch.asset.FileStore} and {@link dev.conch.asset.ImageIntake}. Invariant: a file in
 * the store is complete, and its name is the hash of its bytes.
 */
@MayUse({"base", "outbound"})
@NullMarked
package dev.conch.asset;

import dev.conch.base.MayUse;

import org.jspecify.annotations.NullMarked;
