/** The languages the app speaks, each by its own name. English is the source, and part of the first download. */
export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const;

export type Language = keyof typeof LANGUAGES;

const catalogues: Readonly<Record<Exclude<Language, 'en'>, () => Promise<{ default: unknown }>>> = {
  // The words of its dates come with its sentences.
  de: () => Promise.all([import('./locales/de.json'), import('dayjs/locale/de')]).then(([sentences]) => sentences),
};

/** A plain choice, no secret: it may lie in storage. */
const STORED = 'language';

/** The language that was chosen before, or else the first of the browser's languages that there is. */
export function startingLanguage(): Language {
  return storedLanguage() ?? bestLanguage(navigator.languages);
}

/** Says which language it will be, and fetches its sentences before they are asked for. */
export function prepareLanguage(): void {
  const language = startingLanguage();
  document.documentElement.setAttribute('lang', language);
  // Whoever needs them asks again, and does without them if need be.
  if (language !== 'en') catalogueOf(language).catch(() => undefined);
}

export function isLanguage(value: unknown): value is Language {
  return typeof value === 'string' && Object.hasOwn(LANGUAGES, value);
}

/** The first language of `wanted` (BCP 47 tags, as the browser lists them) that the app speaks. */
export function bestLanguage(wanted: readonly string[]): Language {
  return wanted.map((tag) => tag.split('-')[0]?.toLowerCase()).find(isLanguage) ?? 'en';
}

/** The sentences of a language other than English. */
export async function catalogueOf(language: Exclude<Language, 'en'>): Promise<unknown> {
  return (await catalogues[language]()).default;
}

export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(STORED, language);
  } catch {
    // Storage may be forbidden; the choice lasts as long as the page then.
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
