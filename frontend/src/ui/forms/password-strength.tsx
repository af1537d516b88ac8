import { useDeferredValue, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { missingCharacters } from './password-rule';
import classes from './password-strength.module.css';

type Check = typeof import('./strength')['strengthOf'];
type Strength = ReturnType<Check>;

interface PasswordStrengthProps {
  password: string;
  /** The user's names and email addresses, which make a password weak. */
  personal: readonly string[];
}

/** Shows how hard a new password is to guess. Only a hint: the server decides. Its height never changes. */
export function PasswordStrength({ password, personal }: PasswordStrengthProps) {
  const { t } = useTranslation();
  const check = useCheck(password !== '');
  const deferred = useDeferredValue(password);
  // The server refuses a short password, however random it is, so nothing else counts until then.
  const missing = password === '' ? 0 : missingCharacters(password);
  const strength = check && deferred && missing === 0 ? check(deferred, personal) : null;
  return (
    <div className={classes.strength}>
      <div className={classes.bar} data-score={strength?.score} aria-hidden>
        <span />
        <span />
        <span />
        <span />
      </div>
      <p className={classes.words} aria-live="polite">
        {missing > 0 && t('strength.missing', { count: missing })}
        {missing === 0 && (strength ? sentence(strength) : t('strength.hint'))}
      </p>
    </div>
  );

  function sentence({ score, warning }: Strength): string {
    const words = t(`strength.score${score}`);
    return warning && score < 3 ? `${words}. ${t(`strength.warnings.${warning}`)}` : `${words}.`;
  }
}

/** Loads the estimator and its password list with the first typed character. */
function useCheck(wanted: boolean): Check | null {
  const [check, setCheck] = useState<Check | null>(null);
  useEffect(() => {
    if (!wanted || check) return;
    let gone = false;
    import('./strength').then(
      ({ strengthOf }) => gone || setCheck(() => strengthOf),
      () => undefined, // It failed to load: the hint stays.
    );
    return () => {
      gone = true;
    };
  }, [wanted, check]);
  return check;
}
