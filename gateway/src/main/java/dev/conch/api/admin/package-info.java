/**
 * The administration of accounts, keys, budgets, money and tasks under {@code /api/admin/v1}.
 *
 * <p>Start at {@link dev.conch.api.admin.AdminRoutes}. Who may do what is decided in {@link
 * dev.conch.api.admin.Visitor}; what a body may say, in {@link dev.conch.api.admin.Fields}.
 */
@NullMarked
package dev.conch.api.admin;

import org.jspecify.annotations.NullMarked;
