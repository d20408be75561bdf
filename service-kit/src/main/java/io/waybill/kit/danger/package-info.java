/**
 * What a service refuses to start with, where files are that somebody needs: settings that work, and are not safe. Each
 * {@link io.waybill.kit.danger.Danger} has a code, by which an operator who knows better accepts it.
 */
package io.waybill.kit.danger;
