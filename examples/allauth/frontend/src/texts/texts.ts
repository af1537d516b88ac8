// The texts of the shared components.
import 'frontend/src/i18n/i18n';

import i18next from 'i18next';
import de from './de.json';
import en from './en.json';

/** The texts of these pages. i18next looks for a key here when the shared components have none. */
const PAGES = 'pages';

i18next.options.fallbackNS = PAGES;
i18next.addResourceBundle('en', PAGES, en);
i18next.addResourceBundle('de', PAGES, de);
