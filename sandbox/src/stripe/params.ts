import qs from 'qs';
import { invalidRequest } from './api-error.ts';

type Values = qs.ParsedQs;

/**
 * The parameters of one API call, or one nested object of them. Every reader checks what it reads and answers 400 as Stripe would;
 * `rejectUnknown` then refuses what nobody has read, so that a misspelt parameter is an error and never silence.
 */
export class Params {
  readonly #values: Values;
  readonly #path: string;
  readonly #known = new Set<string>();
  readonly #children: Params[] = [];

  constructor(values: Values, path = '') {
    this.#values = values;
    this.#path = path;
  }

  /** Form fields with literal brackets, as every Stripe client sends them: `line_items[0][quantity]=2`. */
  static parse(encoded: string): Params {
    return new Params(qs.parse(encoded, { depth: 20, arrayLimit: 1000, parameterLimit: 100_000 }));
  }

  /** The whole name of a field, as error messages give it: `line_items[0][quantity]`. */
  name(field: string): string {
    return this.#path === '' ? field : `${this.#path}[${field}]`;
  }

  string(field: string, { max = 5000 }: { max?: number } = {}): string | null {
    const value = this.#read(field);
    if (value === undefined) return null;
    if (typeof value !== 'string') throw this.#invalid(field, `Invalid string: ${JSON.stringify(value)}`);
    if (value === '') {
      throw invalidRequest(
        `You passed an empty string for '${this.name(field)}'. Remove it from the request or supply a value.`,
        { code: 'parameter_invalid_empty', param: this.name(field) },
      );
    }
    if (value.trim() === '') {
      throw invalidRequest(
        `'${this.name(field)}' holds white space only. Remove it from the request or supply a value.`,
        {
          code: 'parameter_invalid_string_blank',
          param: this.name(field),
        },
      );
    }
    if (value.length > max) {
      throw this.#invalid(field, `Invalid string: '${value.slice(0, 20)}…' must be at most ${max} characters`);
    }
    return value;
  }

  /** Whether the field is given as one text, where it may also be an object. */
  isText(field: string): boolean {
    return typeof this.#values[field] === 'string';
  }

  integer(field: string, { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = {}): number | null {
    const text = this.string(field);
    if (text === null) return null;
    const details = { code: 'parameter_invalid_integer', param: this.name(field) };
    if (!/^-?\d{1,15}$/.test(text)) throw invalidRequest(`Invalid integer: ${text}`, details);
    const value = Number(text);
    if (value < min) throw invalidRequest(`This value must be greater than or equal to ${min}.`, details);
    if (value > max) throw invalidRequest(`This value must be less than or equal to ${max}.`, details);
    return value;
  }

  boolean(field: string): boolean | null {
    const text = this.oneOf(field, ['true', 'false']);
    return text === null ? null : text === 'true';
  }

  oneOf<const T extends string>(field: string, allowed: readonly T[]): T | null {
    const text = this.string(field);
    if (text === null) return null;
    const value = allowed.find((candidate) => candidate === text);
    if (value === undefined)
      throw this.#invalid(field, `Invalid ${this.name(field)}: must be one of ${allowed.join(', ')}`);
    return value;
  }

  email(field: string): string | null {
    const text = this.string(field, { max: 512 });
    if (text === null || /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/.test(text)) return text;
    throw invalidRequest(`Invalid email address: ${text}`, { code: 'email_invalid', param: this.name(field) });
  }

  /** An absolute http or https address. Braces stay as they are: `{CHECKOUT_SESSION_ID}` is filled in later. */
  url(field: string): string | null {
    const text = this.string(field);
    if (text === null || (URL.canParse(text) && /^https?:/.test(text))) return text;
    throw invalidRequest('Not a valid URL', { code: 'url_invalid', param: this.name(field) });
  }

  /** At most 50 pairs, keys of 40 characters and values of 500 (https://docs.stripe.com/api/metadata). */
  metadata(): Record<string, string> {
    const pairs = this.object('metadata');
    if (pairs === null) return {};
    const keys = Object.keys(pairs.#values);
    if (keys.length > 50) throw this.#invalid('metadata', 'Metadata can have at most 50 keys.');
    const long = keys.find((key) => key.length > 40);
    if (long !== undefined) throw this.#invalid('metadata', `Metadata keys can have at most 40 characters: ${long}`);
    const given = keys.filter((key) => pairs.#read(key) !== '');
    return Object.fromEntries(given.map((key) => [key, pairs.string(key, { max: 500 }) ?? '']));
  }

  object(field: string): Params | null {
    const value = this.#read(field);
    if (value === undefined) return null;
    if (typeof value === 'string' || Array.isArray(value)) throw this.#invalid(field, 'Invalid object');
    return this.#child(value, this.name(field));
  }

  objects(field: string): Params[] {
    return this.#items(field).map((value, index) => {
      const path = `${this.name(field)}[${index}]`;
      if (typeof value === 'string') throw invalidRequest('Invalid object', { param: path });
      return this.#child(value, path);
    });
  }

  strings(field: string): string[] {
    return this.#items(field).filter((value) => typeof value === 'string');
  }

  /** Reads fields that change nothing here, so that they are not refused. */
  accept(...fields: string[]): void {
    for (const field of fields) this.#read(field);
  }

  required<T>(field: string, value: T | null): T {
    if (value !== null) return value;
    throw invalidRequest(`Missing required param: ${this.name(field)}.`, {
      code: 'parameter_missing',
      param: this.name(field),
    });
  }

  /** To be called after everything is read. @throws ApiError `parameter_unknown` naming what nobody has read. */
  rejectUnknown(): void {
    const unknown = Object.keys(this.#values).find((field) => !this.#known.has(field));
    if (unknown !== undefined) {
      throw invalidRequest(`Received unknown parameter: ${this.name(unknown)}`, {
        code: 'parameter_unknown',
        param: this.name(unknown),
      });
    }
    for (const child of this.#children) child.rejectUnknown();
  }

  #read(field: string): Values[string] {
    this.#known.add(field);
    return Object.hasOwn(this.#values, field) ? this.#values[field] : undefined;
  }

  #child(values: Values, path: string): Params {
    const child = new Params(values, path);
    this.#children.push(child);
    return child;
  }

  #items(field: string): (string | Values)[] {
    const value = this.#read(field);
    if (value === undefined) return [];
    if (!Array.isArray(value)) throw this.#invalid(field, 'Invalid array');
    return value;
  }

  #invalid(field: string, message: string): Error {
    return invalidRequest(message, { param: this.name(field) });
  }
}
