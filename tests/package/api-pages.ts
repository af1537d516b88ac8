import { readFileSync } from 'node:fs';
import { modelPath } from './api-report.js';
import { specifier, subpaths } from './packed.js';

/** What API Extractor writes about a declaration, in part. */
interface Item {
  kind: string;
  name?: string;
  canonicalReference: string;
  docComment?: string;
  excerptTokens?: { text: string }[];
  members?: Item[];
}

const about: Record<string, string> = {
  '.': 'The client.',
  './react': 'The provider and the hooks of React.',
  './react/passkeys': 'A hook for the login with a passkey.',
  './react/allauth': 'A hook for the steps of a login with django-allauth.',
  './axios': 'Options for an axios instance that sends its requests through the client.',
  './live': 'WebSockets and event streams.',
  './return-to': 'The path to open after a login.',
  './allauth': "The client of django-allauth's headless API.",
  './passkeys': 'Passkeys, with any server.',
  './testing': 'A server in memory, for the tests of an app.',
};
const note = '<!-- Written by npm run api from the declarations of safejwt-js. -->';

/** `client.md` for `.`, `react.md` for `./react`. */
export const pageName = (subpath: string) =>
  subpath === '.' ? 'client.md' : `${subpath.slice(2).replaceAll('/', '-')}.md`;

/** The page that lists the entries. */
export function indexPage(): string {
  const rows = subpaths().map((each) => `| [\`${specifier(each)}\`](${pageName(each)}) | ${about[each]} |`);
  const how = 'The [README](../../../safejwt-js/README.md) shows how the parts are used together.';
  return ['# TypeScript API\n', `${note}\n`, `${how}\n`, '| entry | holds |', '|---|---|', ...rows, ''].join('\n');
}

/** The page of an entry: what it exports, and the types of these that no other entry exports. */
export function apiPage(subpath: string): string {
  const { exported, types } = declarations(subpath);
  const elsewhere = exportedElsewhere(subpath);
  const own = types.filter(({ name = '' }) => !elsewhere.has(name));
  const links = types.flatMap(({ name = '' }) => elsewhere.get(name) ?? []);
  return [
    `# \`${specifier(subpath)}\`\n\n${note}\n\n${about[subpath]}\n`,
    ...exported.map(section),
    ...(types.length ? ['## Types\n\nThis entry does not export them. The names above refer to them.\n'] : []),
    ...(links.length ? [`On other pages: ${links.join(', ')}.\n`] : []),
    ...own.map((item) => section(item).replace('## ', '### ')),
  ].join('\n');
}

/** Links to what the other entries export, by name. */
function exportedElsewhere(subpath: string): Map<string, string> {
  const others = subpaths().filter((each) => each !== subpath);
  const links = others.flatMap((each) =>
    declarations(each).exported.map(({ name = '' }) => {
      const link = `[\`${name}\`](${pageName(each)}#${name.toLowerCase()})`;
      return [name, link] as const;
    }),
  );
  // The first entry that exports a name is its place.
  return new Map(links.reverse());
}

function declarations(subpath: string): { exported: Item[]; types: Item[] } {
  const model = JSON.parse(readFileSync(modelPath(subpath), 'utf8')) as { members: { members: Item[] }[] };
  const all = model.members[0]?.members ?? [];
  const isExported = (item: Item) => !item.canonicalReference.includes('!~');
  // What runs comes before the types.
  const isType = ({ kind }: Item) => Number(kind === 'Interface' || kind === 'TypeAlias');
  const exported = all.filter(isExported).sort((one, other) => isType(one) - isType(other));
  return { exported, types: all.filter((item) => !isExported(item)) };
}

function section(item: Item): string {
  const members = item.members ?? [];
  const documented = members.filter(({ kind, docComment }) => docComment && kind !== 'Constructor');
  const listed = documented.map((each) => `- \`${each.name}\`: ${indented(text(each))}\n`);
  return [`## \`${item.name}\`\n\n\`\`\`ts\n${code(item)}\n\`\`\`\n`, text(item) && `${text(item)}\n`, listed.join('')]
    .filter(Boolean)
    .join('\n');
}

function code(item: Item): string {
  const head = excerpt(item)
    .replace(/^export (declare )?/, '')
    .trim();
  if (item.kind !== 'Interface' && item.kind !== 'Class') return head;
  return `${head} {\n${(item.members ?? []).map((each) => `    ${excerpt(each)}`).join('\n')}\n}`;
}

const excerpt = (item: Item) => (item.excerptTokens ?? []).map((token) => token.text).join('');
const indented = (lines: string) => lines.replaceAll('\n', '\n  ').replaceAll('\n  \n', '\n\n');

/** The comment of a declaration as Markdown. */
function text({ docComment = '' }: Item): string {
  const plain = docComment
    .replace(/^\/\*\*|\*\/\s*$/g, '')
    .replace(/^ ?\* ?/gm, '')
    .trim();
  const [prose = '', example] = plain.split(/^@example\s+/m);
  const described = prose
    .replace(/^@param (\w+) - /gm, '- `$1`: ')
    .replace(/^@throws /gm, 'Throws ')
    .trim();
  return example
    ? `${described}\n\n\`\`\`${example.includes('</') || example.includes('/>') ? 'tsx' : 'ts'}\n${nested(example)}\n\`\`\``
    : described;
}

/** API Extractor removes the indentation of examples. */
function nested(example: string): string {
  let depth = 0;
  return example
    .split('\n')
    .map((line) => {
      const trimmed = line.trim();
      const closing = /^[})\]]/.test(trimmed) ? 1 : 0;
      const indentation = '  '.repeat(depth - closing);
      depth += (trimmed.match(/[{([]/g) ?? []).length - (trimmed.match(/[})\]]/g) ?? []).length;
      return indentation + trimmed;
    })
    .join('\n')
    .trim();
}
