import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from './locales/en.json';

/** The languages the app speaks, each by its own name. English is the source, and part of the first download. */
export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const;

export type Language = keyof typeof LANGUAGES;

const catalogues: Readonly<Record<Exclude<Language, 'en'>, () => Promise<{ default: unknown }>>> = {
  de: () => import('./locales/de.json'),
};

/** A plain choice, no secret: it may lie in storage. */
const STORED = 'language';

i18next.use(initReactI18next).init({
  lng: 'en',
  fallbackLng: 'en',
  supportedLngs: Object.keys(LANGUAGES),
  resources: { en: { translation: en } },
  partialBundledLanguages: true,
  initAsync: false,
  // React escapes what it shows.
  interpolation: { escapeValue: false },
  react: { useSuspense: false },
});

i18next.on('languageChanged', (language) => document.documentElement.setAttribute('lang', language));

/** Speaks the language that was chosen before, or else the first of the browser's languages that there is. */
export async function startLanguage(): Promise<void> {
  await speak(storedLanguage() ?? bestLanguage(navigator.languages));
}

/** Speaks that language from now on, on this device. */
export async function chooseLanguage(language: Language): Promise<void> {
  await speak(language);
  try {
    localStorage.setItem(STORED, language);
  } catch {
    // Storage may be forbidden; the choice lasts as long as the page then.
  }
}

export function isLanguage(value: unknown): value is Language {
  return typeof value === 'string' && Object.hasOwn(LANGUAGES, value);
}

/** The first language of `wanted` (BCP 47 tags, as the browser lists them) that the app speaks. */
export function bestLanguage(wanted: readonly string[]): Language {
  return wanted.map((tag) => tag.split('-')[0]?.toLowerCase()).find(isLanguage) ?? 'en';
}

async function speak(language: Language): Promise<void> {
  try {
    if (language !== 'en' && !i18next.hasResourceBundle(language, 'translation')) {
      const { default: catalogue } = await catalogues[language]();
      i18next.addResourceBundle(language, 'translation', catalogue);
    }
  } catch {
    // The catalogue could not be loaded. The app in English is better than none.
    return;
  }
  await i18next.changeLanguage(language);
}

function storedLanguage(): Language | null {
  try {
    const stored = localStorage.getItem(STORED);
    return isLanguage(stored) ? stored : null;
  } catch {
    return null;
  }
}
