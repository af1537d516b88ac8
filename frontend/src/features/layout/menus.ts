/** The menus of the bar, and all they are made of: one part of the app. */
export { ColorSchemeMenu } from './color-scheme-menu';
export { LanguageMenu } from './language-menu';
export { UserMenu } from './user-menu';
