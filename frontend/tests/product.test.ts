import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PRODUCT } from '../src/product';

test.each([
  ['index.html', `<title>${PRODUCT}</title>`],
  ['index.html', `</svg>\n        ${PRODUCT}\n`],
  ['public/favicon.svg', `<title>${PRODUCT}</title>`],
  ['../backend/main/settings.py', `"DJANGO_SITE_NAME", "${PRODUCT}"`],
  ['../backend/main/settings.py', `"words": ["${PRODUCT.toLowerCase()}"`],
  ['../backend/main/templates/safejwt/logo.html', `<strong>${PRODUCT}</strong>`],
])('%s has the name of the product', (file, text) => {
  expect(readFileSync(file, 'utf8')).toContain(text);
});
