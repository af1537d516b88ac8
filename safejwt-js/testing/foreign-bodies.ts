/**
 * The bodies of a page of jsdom are not those of Node's `Request`, which would send `[object
 * FormData]`. Returns the same body as Node's.
 */
export async function adoptBody(body: unknown): Promise<BodyInit | null> {
  const { Form, OwnBlob } = await ownClasses();
  if (isLike<URLSearchParams>(body, 'append', 'sort')) return ownBlob(`${body}`, 'application/x-www-form-urlencoded');
  if (isLike<FormData>(body, 'append', 'forEach') && !(body instanceof Form)) return adoptForm(body, new Form());
  if (isLike<Blob>(body, 'slice') && 'size' in body && !(body instanceof OwnBlob)) return adoptBlob(body);
  return (body ?? null) as BodyInit | null;
}

/** The classes that belong to `Response`. The globals of these names may be others. */
async function ownClasses() {
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const [form, blob] = await Promise.all([new Response('', { headers }).formData(), new Response('').blob()]);
  return { Form: form.constructor as typeof FormData, OwnBlob: blob.constructor as typeof Blob };
}

async function adoptForm(foreign: FormData, form: FormData): Promise<FormData> {
  const entries: [string, FormDataEntryValue][] = [];
  foreign.forEach((value, name) => void entries.push([name, value]));
  for (const [name, value] of entries) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, await adoptBlob(value), value.name);
  }
  return form;
}

async function adoptBlob(foreign: Blob): Promise<Blob> {
  return ownBlob(await readBytes(foreign), foreign.type);
}

function ownBlob(content: string | ArrayBuffer, type: string): Promise<Blob> {
  return new Response(content, { headers: { 'Content-Type': type } }).blob();
}

function readBytes(blob: Blob): Promise<ArrayBuffer> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as ArrayBuffer);
    reader.onerror = () => reject(reader.error);
    reader.readAsArrayBuffer(blob);
  });
}

function isLike<T>(value: unknown, ...methods: readonly (keyof T)[]): value is T {
  const object = Object(value) as T;
  return typeof value === 'object' && methods.every((method) => typeof object[method] === 'function');
}
