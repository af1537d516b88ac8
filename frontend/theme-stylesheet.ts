import {
  type ConvertCSSVariablesInput,
  convertCssVariables,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  mergeMantineTheme,
} from '@mantine/core';
import type { Plugin } from 'vite';
import { theme, themeVariables } from './src/theme.ts';

/** What start.css needs before the rest is there. */
const START = [
  '--mantine-color-scheme',
  '--app-background',
  '--app-border',
  '--mantine-color-body',
  '--mantine-color-bright',
  '--mantine-font-family',
];
/** What some of those are said by. */
const SOURCES = ['--mantine-color-white', '--mantine-color-black', '--mantine-color-dark-7'];

const stylesheets: Readonly<Record<string, () => ConvertCSSVariablesInput>> = {
  'virtual:theme.css': variables,
  'virtual:start-theme.css': () => only([...START, ...SOURCES], variables()),
};

/**
 * Writes the theme's CSS variables into the stylesheets at build time. Mantine would otherwise add a `<style>` element
 * while the page runs, which a Content-Security-Policy without 'unsafe-inline' refuses.
 */
export function themeStylesheet(): Plugin {
  return {
    name: 'theme-stylesheet',
    resolveId: (id) => (Object.hasOwn(stylesheets, id) ? `\0${id}` : null),
    load(id) {
      const stylesheet = id.startsWith('\0') && stylesheets[id.slice(1)];
      return stylesheet ? convertCssVariables(stylesheet()) : null;
    },
  };
}

function variables(): ConvertCSSVariablesInput {
  const merged = mergeMantineTheme(DEFAULT_THEME, theme);
  const defaults = defaultCssVariablesResolver(merged);
  const own = themeVariables(merged);
  return {
    variables: { ...defaults.variables, ...own.variables },
    light: { ...defaults.light, ...own.light, '--mantine-color-scheme': 'light' },
    dark: { ...defaults.dark, ...own.dark, '--mantine-color-scheme': 'dark' },
  };
}

function only(
  names: readonly string[],
  { variables, light, dark }: ConvertCSSVariablesInput,
): ConvertCSSVariablesInput {
  const pick = (all: Record<string, string>) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
  return { variables: pick(variables), light: pick(light), dark: pick(dark) };
}
