/** Whether this names a language by its BCP 47 tag, such as `en` or `pt-BR`, in which names can be ordered. */
export function isLanguage(tag: string): boolean {
  try {
    return Intl.Collator.supportedLocalesOf(tag).length === 1;
  } catch {
    // Not even the form of a tag.
    return false;
  }
}
