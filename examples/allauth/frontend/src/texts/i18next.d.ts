import 'i18next';
import type shared from 'frontend/src/i18n/locales/en.json';
import type pages from './en.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof shared & typeof pages };
  }
}
