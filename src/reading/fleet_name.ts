/**
 * What sites and boxes are called among others.
 */

/** It stands in NATS subjects, where dots, spaces and wildcards mean something. */
export const FLEET_NAME_PATTERN = /^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/;
