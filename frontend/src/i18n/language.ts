/** The supported languages by their own names. English is the source and part of the first download. */
export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const;

export type Language = keyof typeof LANGUAGES;

const catalogues: Readonly<Record<Exclude<Language, 'en'>, () => Promise<{ default: unknown }>>> = {
  // Texts and date formats load together.
  de: () => Promise.all([import('./locales/de.json'), import('dayjs/locale/de')]).then(([sentences]) => sentences),
};

/** Key in localStorage. */
const STORED = 'language';

/** The stored language, or the first supported language of the browser. */
export function startingLanguage(): Language {
  return storedLanguage() ?? bestLanguage(navigator.languages);
}

export function isLanguage(value: unknown): value is Language {
  return typeof value === 'string' && Object.hasOwn(LANGUAGES, value);
}

/** The first supported language of `wanted`, a list of BCP 47 tags. */
export function bestLanguage(wanted: readonly string[]): Language {
  return wanted.map((tag) => tag.split('-')[0]?.toLowerCase()).find(isLanguage) ?? 'en';
}

/** The texts of a language other than English. */
export async function catalogueOf(language: Exclude<Language, 'en'>): Promise<unknown> {
  return (await catalogues[language]()).default;
}

export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(STORED, language);
  } catch {
    // Storage may be blocked. The choice then lasts until the page is closed.
  }
}

function storedLanguage(): Language | null {
  try {
    const stored = localStorage.getItem(STORED);
    return isLanguage(stored) ? stored : null;
  } catch {
    return null;
  }
}
