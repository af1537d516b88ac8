import { type CSSVariablesResolver, createTheme, type MantineColorsTuple, type MenuProps } from '@mantine/core';

const harbor: MantineColorsTuple = [
  '#ebf9f7',
  '#d3f0ec',
  '#a7e1d9',
  '#74cfc3',
  '#45b8aa',
  '#269d8f',
  '#148478',
  '#0b6e64',
  '#0a5951',
  '#084640',
];

const dark: MantineColorsTuple = [
  '#dde5e4',
  '#b4c0be',
  '#96a4a2',
  '#5f6c6a',
  '#3b4745',
  '#2f3a38',
  '#252f2d',
  '#1a2321',
  '#121917',
  '#0b100f',
];

const fontFamily = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";

export const theme = createTheme({
  primaryColor: 'harbor',
  // White text on shade 7 has a contrast of 6:1 in both color schemes.
  primaryShade: { light: 7, dark: 7 },
  colors: { harbor, dark },
  fontFamily,
  headings: { fontFamily, fontWeight: '600', textWrap: 'balance' },
  defaultRadius: 'md',
  radius: { md: '0.625rem', lg: '1rem' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // Not Menu.extend: that would import the menus on every page.
    Menu: {
      defaultProps: {
        // Outside a portal, the menu belongs to the page's landmark. ARIA does not allow the hidden
        // placeholder inside role="menu".
        withinPortal: false,
        withInitialFocusPlaceholder: false,
        shadow: 'md',
      } satisfies Partial<MenuProps>,
    },
  },
});

/**
 * Replaces Mantine colors that miss WCAG 2.2: gray and red text needs a contrast of 4.5:1 (1.4.3),
 * borders of fields and buttons need 3:1 (1.4.11).
 */
export const themeVariables: CSSVariablesResolver = (merged) => ({
  variables: {},
  light: {
    '--app-background': '#f4f7f7',
    '--app-border': '#dde5e4',
    '--mantine-color-default-border': '#84918f',
    '--mantine-color-dimmed': '#51605e',
    '--mantine-color-error': merged.colors.red[9],
    '--mantine-color-anchor': harbor[7],
    '--mantine-color-harbor-light': harbor[1],
    '--mantine-color-harbor-light-color': harbor[8],
    '--mantine-color-red-light': '#fdeaea',
    '--mantine-color-red-light-color': '#a61e1e',
  },
  dark: {
    '--app-background': dark[8],
    '--app-border': dark[5],
    '--mantine-color-default-border': '#6d7a78',
    '--mantine-color-dimmed': dark[1],
    '--mantine-color-error': merged.colors.red[4],
    '--mantine-color-anchor': harbor[3],
    '--mantine-color-harbor-light': '#143f3a',
    '--mantine-color-harbor-light-color': harbor[2],
    '--mantine-color-gray-light': dark[4],
    '--mantine-color-gray-light-color': dark[0],
    '--mantine-color-red-light': '#41201f',
    '--mantine-color-red-light-color': merged.colors.red[2],
  },
});
