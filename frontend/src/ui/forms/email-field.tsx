import { TextInput, type TextInputProps } from '@mantine/core';

/** A field for an email address. Not of the type `email`, in which Chromium turns `müller.de` into `xn--mller-kva.de`. */
export function EmailField(props: TextInputProps) {
  return (
    <TextInput
      name="email"
      inputMode="email"
      autoComplete="email"
      autoCapitalize="none"
      autoCorrect="off"
      spellCheck={false}
      {...props}
    />
  );
}
