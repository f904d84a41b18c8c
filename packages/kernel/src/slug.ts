export const LONGEST_SLUG = 100;

const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Whether this is a name for addresses: lower-case words and digits joined by hyphens, and nothing that reads like an id. */
export const isSlug = (text: string): boolean => text.length <= LONGEST_SLUG && SLUG.test(text) && !UUID.test(text);
