import {
  type ConvertCSSVariablesInput,
  convertCssVariables,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  mergeMantineTheme,
} from '@mantine/core';
import type { Plugin } from 'vite';
import { theme, themeVariables } from '../src/theme.ts';

const ID = 'virtual:theme.css';

/**
 * Writes the theme's CSS variables into a stylesheet at build time. Otherwise, Mantine adds a
 * `<style>` element at run time, which a Content-Security-Policy without 'unsafe-inline' blocks.
 */
export function themeStylesheet(): Plugin {
  return {
    name: 'theme-stylesheet',
    resolveId: (id) => (id === ID ? `\0${ID}` : null),
    load: (id) => (id === `\0${ID}` ? convertCssVariables(variables()) : null),
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
