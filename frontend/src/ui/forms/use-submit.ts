import type { UseFormReturnType } from '@mantine/form';
import i18next from 'i18next';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isAuthError } from 'safejwt-js';
import { alertError, errorMessage, isUnconfirmed } from '../error-message';
import { hideOutcome } from '../notifications';
import { useWhenOnline } from '../use-when-online';

/** The server's key for errors that concern the whole form. */
const WHOLE_FORM = 'non_field_errors';

/**
 * Submits a form once at a time and sorts the errors of the server. Errors of the form's own fields
 * appear below these fields; all others become `failure`, one text for the form. The focus moves to
 * the first invalid field. The notification of an earlier outcome could contradict the new one, so it is closed.
 */
export function useSubmit<Values extends Record<string, unknown>>(
  form: UseFormReturnType<Values>,
  send: (values: Values) => Promise<void>,
) {
  const [failure, setFailure] = useState<unknown>(null);
  const pending = useRef(false);
  // What a lost connection made impossible can be tried again once the browser is online.
  useWhenOnline(isAuthError(failure) && failure.code === 'network_error', () => setFailure(null));
  useLanguageOfErrors(form);

  function focusFirst(names: readonly string[]): void {
    const first = Object.keys(form.getValues()).find((name) => names.includes(name));
    if (first) form.getInputNode(first)?.focus();
  }

  function show(error: unknown, sent: Values): void {
    if (isUnconfirmed(error)) {
      alertError(error);
      return;
    }
    const values = form.getValues();
    const { known } = sortReasons(error, Object.keys(values));
    // The reasons are about what was sent, and not about what has been typed since.
    const current = Object.entries(known).filter(([name]) => values[name] === sent[name]);
    form.setErrors(Object.fromEntries(current));
    setFailure(error);
    focusFirst(current.map(([name]) => name));
  }

  const onSubmit = form.onSubmit(
    async (values) => {
      if (pending.current) return;
      pending.current = true;
      setFailure(null);
      hideOutcome();
      try {
        await send(values);
      } catch (error) {
        show(error, values);
      } finally {
        pending.current = false;
      }
    },
    (errors) => {
      setFailure(null);
      hideOutcome();
      focusFirst(Object.keys(errors));
    },
  );

  return { onSubmit, failure: failure === null ? null : sortReasons(failure, Object.keys(form.getValues())).rest };
}

/** Says the errors of fields again in a language that the user chooses. Those of the server disappear. */
function useLanguageOfErrors<Values>(form: UseFormReturnType<Values>): void {
  const { i18n } = useTranslation();
  const repeat = useEffectEvent(() => {
    for (const name of Object.keys(form.errors)) form.validateField(name);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: when the language changes
  useEffect(() => repeat(), [i18n.language]);
}

function sortReasons(error: unknown, names: readonly string[]) {
  const known: Record<string, string> = {};
  const rest: string[] = [];
  for (const [name, reasons] of Object.entries(isAuthError(error) ? error.fields : {})) {
    if (names.includes(name)) known[name] = reasons.join(' ');
    else if (name === WHOLE_FORM) rest.push(...reasons);
    else rest.push(...reasons.map((reason) => i18next.t('errors.field', { field: name, reason })));
  }
  if (rest.length === 0 && Object.keys(known).length === 0) return { known, rest: errorMessage(error) };
  return { known, rest: rest.length > 0 ? rest.join(' ') : null };
}
