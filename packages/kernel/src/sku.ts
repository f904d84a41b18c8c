/** A stock keeping unit: letters, digits, dots, hyphens and underscores, so that it can stand in an address as it is. */
export const SKU = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
