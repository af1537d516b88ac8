/** The supported languages by their own names. English is the source and part of the first download. */
export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const;

export type Language = keyof typeof LANGUAGES;

/** Of each language but English. */
const catalogues: Readonly<Partial<Record<Language, () => Promise<{ default: unknown }>>>> = {
  de: () => import('./locales/de.json'),
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
  return wanted.map(baseOf).find(isLanguage) ?? 'en';
}

/** The browser's own variant of a language, such as British English, for dates. */
export function dateLocale(language: string): string {
  return navigator.languages.find((tag) => baseOf(tag) === language) ?? language;
}

/** The texts of a language other than English. */
export async function catalogueOf(language: Language): Promise<unknown> {
  return (await catalogues[language]?.())?.default;
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

/** `en` of `en-GB`. */
function baseOf(tag: string): string | undefined {
  return tag.split('-')[0]?.toLowerCase();
}
