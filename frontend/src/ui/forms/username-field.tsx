import { TextInput, type TextInputProps } from '@mantine/core';

/** A field for a username, without the autocorrection of browsers and keyboards. */
export function UsernameField(props: TextInputProps) {
  return (
    <TextInput
      name="username"
      autoComplete="username"
      autoCapitalize="none"
      autoCorrect="off"
      spellCheck={false}
      {...props}
    />
  );
}

/** Tells password managers which account the password belongs to. */
export function UsernameForManagers({ username }: { username: string }) {
  return <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />;
}
