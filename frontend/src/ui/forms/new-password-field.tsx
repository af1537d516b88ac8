import type { TextInputProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { PasswordField } from './password-field';
import { FEWEST_CHARACTERS } from './password-rule';
import { PasswordStrength } from './password-strength';

interface NewPasswordFieldProps extends Omit<TextInputProps, 'value'> {
  value?: string;
  /** Names and addresses of the person. */
  personal: readonly string[];
}

/** A password to be chosen, with what it has to be, and how strong it is. */
export function NewPasswordField({ personal, value = '', ...props }: NewPasswordFieldProps) {
  const { t } = useTranslation();
  return (
    <div>
      <PasswordField
        {...props}
        description={t('fields.newPasswordHint', { count: FEWEST_CHARACTERS })}
        value={value}
        autoComplete="new-password"
        mb="xs"
      />
      <PasswordStrength password={value} personal={personal} />
    </div>
  );
}
