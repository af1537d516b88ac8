import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CompilerState, Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { manifest, subpaths } from './packed.js';
import { output, unpacked } from './places.js';

const silent = { logLevel: ExtractorLogLevel.None, addToApiReportFile: false };

/** `index.api.md` for `.`, `react.api.md` for `./react`. */
export function reportName(subpath: string): string {
  return `${subpath === '.' ? 'index' : subpath.slice(2).replaceAll('/', '-')}.api.md`;
}

/** Made once for all entries: reading the types of React and of the browser takes most of the time. */
let compiler: CompilerState | null = null;

/** The declarations an entry exports, without comments and in a fixed order: any change of the public API is seen. */
export function apiReport(subpath: string): string {
  const config = configuration(subpath);
  compiler ??= CompilerState.create(config, { additionalEntryPoints: subpaths().map(declarations) });
  const problems: string[] = [];
  Extractor.invoke(config, {
    localBuild: true,
    compilerState: compiler,
    messageCallback: (message) => {
      if (message.logLevel === ExtractorLogLevel.Error) problems.push(message.text);
      message.handled = true;
    },
  });
  if (problems.length) throw new Error(problems.join('\n'));
  return readFileSync(config.reportFilePath, 'utf8');
}

/** The same declarations as data, with their comments: `api-pages.ts` reads them. */
export const modelPath = (subpath: string) => join(output, 'api', reportName(subpath).replace('.api.md', '.api.json'));

// API Extractor reads what tsc has written with a TypeScript of its own; the settings are those of an app.
const lib = ['ES2022', 'DOM', 'DOM.Iterable'];
const compilerOptions = {
  target: 'ES2022',
  module: 'ESNext',
  moduleResolution: 'bundler',
  lib,
  types: [],
  strict: true,
};

function configuration(subpath: string): ExtractorConfig {
  const folder = join(output, 'api');
  mkdirSync(folder, { recursive: true });
  return ExtractorConfig.prepare({
    packageJsonFullPath: join(unpacked, 'package.json'),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: unpacked,
      mainEntryPointFilePath: declarations(subpath),
      newlineKind: 'lf',
      compiler: { overrideTsconfig: { compilerOptions, include: ['dist/**/*.d.ts'] } },
      apiReport: {
        enabled: true,
        reportFileName: reportName(subpath),
        reportFolder: folder,
        reportTempFolder: join(folder, 'temp'),
        // A type that is not exported but is in the signature of something that is.
        includeForgottenExports: true,
      },
      docModel: { enabled: true, apiJsonFilePath: modelPath(subpath), includeForgottenExports: true },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error, addToApiReportFile: false } },
        // Release tags and TSDoc's syntax are not what we write; what an entry leaves out is a decision of ours.
        extractorMessageReporting: { default: silent },
        tsdocMessageReporting: { default: silent },
      },
    },
  });
}

function declarations(subpath: string): string {
  return join(unpacked, manifest().exports[subpath]?.types ?? '');
}
