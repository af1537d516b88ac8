/** Time for the browser to read the file: Safari fails if its URL is revoked at once. */
const REVOKE_AFTER = 60_000;

/** Lets the browser save a text as a file, in its folder of downloads or where the user says. */
export function saveFile(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), REVOKE_AFTER);
}
