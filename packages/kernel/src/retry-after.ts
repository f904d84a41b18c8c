const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const TIME = String.raw`(?<hour>\d{2}):(?<minute>\d{2}):(?<second>\d{2})`;
const HTTP_DATES = [
  String.raw`[A-Z][a-z]{2}, (?<day>\d{2}) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) ${TIME} GMT`,
  String.raw`[A-Z][a-z]+day, (?<day>\d{2})-(?<month>[A-Z][a-z]{2})-(?<year>\d{2}) ${TIME} GMT`,
  String.raw`[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) ${TIME} (?<year>\d{4})`,
].map((format) => new RegExp(`^${format}$`));

/**
 * Milliseconds since the epoch of an HTTP date, also of the two old forms (RFC 9110 §5.6.7); null when it is none. A year of two
 * digits is at most 50 years ahead.
 */
export function httpDateOf(text: string, now: number): number | null {
  const fields = HTTP_DATES.map((format) => format.exec(text)?.groups).find((groups) => groups !== undefined);
  if (fields === undefined) return null;
  const [day, hour, minute, second] = [fields['day'], fields['hour'], fields['minute'], fields['second']].map(Number);
  const month = MONTHS.indexOf(fields['month'] ?? '');
  const year = yearOf(fields['year'] ?? '', new Date(now).getUTCFullYear());
  const date = new Date(Date.UTC(year, month, day, hour, minute, second));
  // What is no date of the calendar has become another one.
  return month >= 0 && date.getUTCDate() === day && date.getUTCHours() === hour ? date.getTime() : null;
}

function yearOf(digits: string, thisYear: number): number {
  if (digits.length === 4) return Number(digits);
  const year = thisYear - (thisYear % 100) + Number(digits);
  return year > thisYear + 50 ? year - 100 : year;
}

/** How many milliseconds `Retry-After` asks to wait: seconds, or until a date (RFC 9110 §10.2.3); null when it says neither. */
export function retryAfterOf(header: string | null | undefined, now: number): number | null {
  const said = header?.trim() ?? '';
  if (/^\d+$/.test(said)) return Number(said) * 1_000;
  const date = httpDateOf(said, now);
  return date === null ? null : Math.max(0, date - now);
}
