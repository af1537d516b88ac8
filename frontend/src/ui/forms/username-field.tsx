import { TextInput, type TextInputProps } from '@mantine/core';

/** A name to sign in with: nothing on the way to the server may "correct" it. */
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

/** Tells password managers whose password a form is about. */
export function UsernameForManagers({ username }: { username: string }) {
  return <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />;
}
