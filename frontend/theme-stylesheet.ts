import { convertCssVariables, DEFAULT_THEME, defaultCssVariablesResolver, mergeMantineTheme } from '@mantine/core';
import type { Plugin } from 'vite';
import { theme, themeVariables } from './src/theme.ts';

const NAME = 'virtual:theme.css';
const RESOLVED = `\0${NAME}`;

/**
 * Writes the theme's CSS variables into the stylesheet at build time. Mantine would otherwise add a `<style>` element
 * while the page runs, which a Content-Security-Policy without 'unsafe-inline' refuses.
 */
export function themeStylesheet(): Plugin {
  return {
    name: 'theme-stylesheet',
    resolveId: (id) => (id === NAME ? RESOLVED : null),
    load: (id) => (id === RESOLVED ? stylesheet() : null),
  };
}

function stylesheet(): string {
  const merged = mergeMantineTheme(DEFAULT_THEME, theme);
  const defaults = defaultCssVariablesResolver(merged);
  const own = themeVariables(merged);
  return convertCssVariables({
    variables: { ...defaults.variables, ...own.variables },
    light: { ...defaults.light, ...own.light, '--mantine-color-scheme': 'light' },
    dark: { ...defaults.dark, ...own.dark, '--mantine-color-scheme': 'dark' },
  });
}
