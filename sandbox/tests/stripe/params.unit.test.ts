import { describe, expect, it } from 'vitest';
import { Params } from '../../src/stripe/params.ts';

describe('Params', () => {
  it('reads nested fields and lists with literal brackets', () => {
    const params = Params.parse(
      'line_items[0][price_data][unit_amount]=5&line_items[1][quantity]=2&expand[]=a&expand[]=b',
    );
    const [first, second] = params.objects('line_items');
    expect(first?.object('price_data')?.integer('unit_amount')).toBe(5);
    expect(second?.integer('quantity')).toBe(2);
    expect(params.strings('expand')).toEqual(['a', 'b']);
    expect(() => params.rejectUnknown()).not.toThrow();
  });

  it('keeps all of 100 line items', () => {
    const body = Array.from({ length: 100 }, (_, index) => `line_items[${index}][quantity]=${index}`).join('&');
    const quantities = Params.parse(body)
      .objects('line_items')
      .map((line) => line.integer('quantity'));
    expect(quantities).toEqual(Array.from({ length: 100 }, (_, index) => index));
  });

  it('names what nobody has read, however deep', () => {
    const params = Params.parse('a[b][c]=1&a[b][d]=2');
    params.object('a')?.object('b')?.string('c');
    expect(() => params.rejectUnknown()).toThrow('Received unknown parameter: a[b][d]');
  });

  it.each([
    ['n=1.5', 'Invalid integer: 1.5'],
    ['n=1e3', 'Invalid integer: 1e3'],
    ['n=0x10', 'Invalid integer: 0x10'],
    ['n=0', 'greater than or equal to 1'],
    ['n=11', 'less than or equal to 10'],
    ['n=', "You passed an empty string for 'n'"],
    ['n[a]=1', 'Invalid string'],
  ])('refuses %s as an integer from 1 to 10', (body, message) => {
    expect(() => Params.parse(body).integer('n', { min: 1, max: 10 })).toThrow(message);
  });

  it('reads metadata as text and drops empty values', () => {
    expect(Params.parse('metadata[a]=1&metadata[b]=').metadata()).toEqual({ a: '1' });
  });

  it('refuses metadata with 51 keys or a key of 41 characters', () => {
    const many = Array.from({ length: 51 }, (_, index) => `metadata[k${index}]=v`).join('&');
    expect(() => Params.parse(many).metadata()).toThrow('at most 50 keys');
    expect(() => Params.parse(`metadata[${'k'.repeat(41)}]=v`).metadata()).toThrow('at most 40 characters');
  });

  it('takes the names of object members for ordinary fields', () => {
    const params = Params.parse('__proto__[polluted]=1&constructor=2');
    expect(params.string('toString')).toBeNull();
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it.each([['u=javascript:alert(1)'], ['u=/thanks'], ['u=shop']])('refuses %s as an address', (body) => {
    expect(() => Params.parse(body).url('u')).toThrow('Not a valid URL');
  });
});
