import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { catalogueOf, LANGUAGES, type Language, rememberLanguage, startingLanguage } from './language';
import en from './locales/en.json';

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
  await speak(startingLanguage());
  // Its sentences may not have come.
  document.documentElement.setAttribute('lang', i18next.language);
}

/** Speaks that language from now on, on this device. */
export async function chooseLanguage(language: Language): Promise<void> {
  await speak(language);
  rememberLanguage(language);
}

async function speak(language: Language): Promise<void> {
  try {
    if (language !== 'en' && !i18next.hasResourceBundle(language, 'translation')) {
      i18next.addResourceBundle(language, 'translation', await catalogueOf(language));
    }
  } catch {
    // The catalogue could not be loaded. The app in English is better than none.
    return;
  }
  await i18next.changeLanguage(language);
}
