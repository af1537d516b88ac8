// Draw each .mmd file in docs/diagrams as an .svg beside it: make diagrams.

import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { chromium } from '@playwright/test';

const folder = new URL('../../docs/diagrams/', import.meta.url);
const library = new URL('node_modules/mermaid/dist/mermaid.min.js', import.meta.url);
// Plain SVG text, not HTML inside SVG, so that every viewer shows it.
const options = {
  startOnLoad: false,
  theme: 'neutral',
  fontFamily: 'system-ui, sans-serif',
  htmlLabels: false,
  deterministicIds: true,
  flowchart: { htmlLabels: false },
  sequence: { mirrorActors: false },
};

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH });
const page = await browser.newPage();
await page.addScriptTag({ path: library.pathname });
for (const name of (await readdir(folder)).filter((each) => each.endsWith('.mmd'))) {
  const source = await readFile(new URL(name, folder), 'utf8');
  const svg = await page.evaluate(
    async ([text, config]) => {
      mermaid.initialize(config);
      return (await mermaid.render('diagram', text)).svg;
    },
    [source, options],
  );
  const digest = createHash('sha256').update(source).digest('hex');
  // A light ground, because the lines are dark in every color scheme.
  const drawn = svg.replace('<svg ', `<svg data-source="${digest}" `).replace('style="', 'style="background: #fff; ');
  await writeFile(new URL(name.replace('.mmd', '.svg'), folder), `${drawn}\n`);
  console.log(`${name} drawn.`);
}
await browser.close();
