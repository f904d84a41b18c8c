import { describe, expect, it } from 'vitest';
import { html } from './html.ts';

describe('html', () => {
  it('when a value holds markup, escapes it in text and in attributes', () => {
    const value = `<img src=x onerror='alert("1")'> & co`;
    const escaped = '&lt;img src=x onerror=&#39;alert(&quot;1&quot;)&#39;&gt; &amp; co';
    expect(html`<a title="${value}">${value}</a>`.toString()).toBe(`<a title="${escaped}">${escaped}</a>`);
  });

  it('when a value is escaped already, escapes it again: what was typed is what is read', () => {
    expect(html`${'&lt;'}`.toString()).toBe('&amp;lt;');
  });

  it('when a value is HTML or a list of it, takes it as it is', () => {
    const items = ['a', '<b>'].map((item) => html`<li>${item}</li>`);
    expect(html`${items}${html`<hr />`}${1}`.toString()).toBe('<li>a</li><li>&lt;b&gt;</li><hr />1');
  });

  it('when a value is null or false, leaves nothing', () => {
    expect(html`<p>${null}${false}${0}</p>`.toString()).toBe('<p>0</p>');
  });
});
