import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { PRODUCT } from '../product';
import { catalogueOf, LANGUAGES, type Language, rememberLanguage, startingLanguage } from './language';
import en from './locales/en.json';

i18next.use(initReactI18next).init({
  lng: 'en',
  fallbackLng: 'en',
  supportedLngs: Object.keys(LANGUAGES),
  resources: { en: { translation: en } },
  partialBundledLanguages: true,
  initAsync: false,
  // React escapes the texts.
  interpolation: { escapeValue: false, defaultVariables: { product: PRODUCT } },
  react: { useSuspense: false },
});

i18next.on('languageChanged', (language) => document.documentElement.setAttribute('lang', language));

/** Starts with the stored language, or with the first supported language of the browser. */
export async function startLanguage(): Promise<void> {
  await changeLanguage(startingLanguage());
  // Loading the texts may have failed.
  document.documentElement.setAttribute('lang', i18next.language);
}

/** Changes the language and stores the choice on this device. */
export async function chooseLanguage(language: Language): Promise<void> {
  await changeLanguage(language);
  rememberLanguage(language);
}

async function changeLanguage(language: Language): Promise<void> {
  try {
    if (language !== 'en' && !i18next.hasResourceBundle(language, 'translation')) {
      i18next.addResourceBundle(language, 'translation', await catalogueOf(language));
    }
  } catch {
    // The texts failed to load: the app stays in the current language.
    return;
  }
  await i18next.changeLanguage(language);
}
