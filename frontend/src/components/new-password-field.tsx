import type { TextInputProps } from '@mantine/core';
import { PasswordField } from './password-field';
import { PasswordStrength } from './password-strength';

interface NewPasswordFieldProps extends Omit<TextInputProps, 'value'> {
  value?: string;
  /** Names and addresses of the person. */
  personal: readonly string[];
}

/** A password to be chosen, and how strong it is. */
export function NewPasswordField({ personal, value = '', ...props }: NewPasswordFieldProps) {
  return (
    <div>
      <PasswordField {...props} value={value} autoComplete="new-password" mb="xs" />
      <PasswordStrength password={value} personal={personal} />
    </div>
  );
}
