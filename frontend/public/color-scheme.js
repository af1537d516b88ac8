// Sets the color scheme before the first paint, so that a dark page never starts with a white flash.
// This is a file because the Content-Security-Policy allows no inline scripts.
(() => {
  let choice = null;
  try {
    choice = localStorage.getItem('mantine-color-scheme-value');
  } catch {
    // Storage may be blocked. The system's scheme applies then.
  }
  if (choice !== 'light' && choice !== 'dark') {
    choice = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  }
  document.documentElement.setAttribute('data-mantine-color-scheme', choice);
})();
