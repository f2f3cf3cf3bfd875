import { test } from 'tap';
import { SERVICES } from '../../src/destinations/paste/services.ts';
import { glyphOf } from '../../src/ui/lib/service-glyphs.ts';

test('every service has a drawing, whose white lines have a contrast of 3 to its colour', async (t) => {
  for (const service of SERVICES) {
    const { colour, path } = glyphOf(service);
    t.match(path, /^m/i, service);
    if (service !== 'custom') t.not(path, glyphOf('custom').path, service);
    t.ok(1.05 / (luminance(colour) + 0.05) >= 3, `${service} ${colour}`);
  }
});

test('services with the same drawing have different colours', async (t) => {
  const drawings = SERVICES.map((service) => Object.values(glyphOf(service)).join(' '));
  t.equal(new Set(drawings).size, SERVICES.length);
});

test('a service of a newer server is drawn as a custom one', async (t) => {
  t.equal(glyphOf('newer'), glyphOf('custom'));
  t.equal(glyphOf('toString').path, glyphOf('custom').path);
});

/** Relative luminance as WCAG 2.2 defines it. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
