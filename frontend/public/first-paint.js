// Prepares the page before its first paint. This is a file because the Content-Security-Policy allows no inline scripts.

/** The value in the storage, which may be blocked. */
function stored(storage, key) {
  try {
    return window[storage].getItem(key);
  } catch {
    return null;
  }
}

// A dark page never starts with a white flash.
const scheme = stored('localStorage', 'mantine-color-scheme-value');
const isDark = matchMedia('(prefers-color-scheme: dark)').matches;
const isChosen = scheme === 'light' || scheme === 'dark';
document.documentElement.setAttribute('data-mantine-color-scheme', isChosen ? scheme : isDark ? 'dark' : 'light');

// The languages of index.html. src/i18n/language.ts chooses in the same way.
const wanted = [stored('localStorage', 'language'), ...navigator.languages].map((tag) => tag?.split('-')[0]);
document.documentElement.lang = wanted.find((language) => ['en', 'de'].includes(language)) ?? 'en';

// A missing file of the app: reloads the page once, because a new version may have replaced it, then says so.
const RELOADED = 'reloaded-for-missing-file';
const ONCE_IN = 60_000;
addEventListener(
  'error',
  ({ target }) => {
    const failure = document.querySelector('.first-paint-failure');
    // The app has started otherwise, or has shown why it has not.
    if (!failure?.hidden || !(target instanceof HTMLScriptElement || target instanceof HTMLLinkElement)) return;
    if (Date.now() - Number(stored('sessionStorage', RELOADED)) < ONCE_IN) return showFailure(failure);
    try {
      sessionStorage.setItem(RELOADED, String(Date.now()));
      location.reload();
    } catch {
      showFailure(failure);
    }
  },
  true,
);

function showFailure(failure) {
  failure.hidden = false;
  // Unlike a link, a reload keeps the token of an emailed link in the address.
  for (const button of failure.querySelectorAll('button')) button.addEventListener('click', () => location.reload());
  document.querySelector('.first-paint-loading').hidden = true;
}
