import fc from 'fast-check';
import { test } from 'tap';
import { html } from '../../src/pages/html.ts';

test('an inserted value is escaped as text', async (t) => {
  t.equal(html`<p>${'<script>alert(1)</script>'}</p>`.markup, '<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>');
});

test('an inserted value cannot leave a quoted attribute', async (t) => {
  const { markup } = html`<a href="${`" onclick="x' & y`}">go</a>`;
  t.equal(markup, '<a href="&quot; onclick=&quot;x&#39; &amp; y">go</a>');
});

test('no value can insert a character of markup', async (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => !/[<>"']/.test(html`${text}`.markup)),
    { numRuns: 1000 },
  );
  t.pass('1,000 texts');
});

test('Html values are inserted without escaping, and lists are joined', async (t) => {
  const items = ['a', '<b>'].map((name) => html`<li>${name}</li>`);
  t.equal(html`<ul>${items}</ul>`.markup, '<ul><li>a</li><li>&lt;b&gt;</li></ul>');
});

test('missing values insert nothing, and zero is inserted', async (t) => {
  t.equal(html`${undefined}${null}${false}${0}`.markup, '0');
});
