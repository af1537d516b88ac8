import { MantineProvider } from '@mantine/core';
import { render, screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { PRODUCT } from '../../src/product';
import { ErrorBoundary } from '../../src/ui/error-boundary';

test.each([
  [true, /you stay logged in/],
  [false, /Reload it\.$/],
])('an error during rendering is logged and offers a reload; logged in: %s', (isLoggedIn, text) => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {});
  function Broken(): never {
    throw new Error('broken');
  }
  render(
    <MantineProvider env="test">
      <ErrorBoundary isLoggedIn={() => isLoggedIn}>
        <Broken />
      </ErrorBoundary>
    </MantineProvider>,
  );
  expect(screen.getByRole('heading', { name: 'Something went wrong' })).toBeInTheDocument();
  expect(document.title).toBe(`Something went wrong · ${PRODUCT}`);
  expect(screen.getByRole('button', { name: 'Reload the page' })).toBeInTheDocument();
  expect(screen.getByText(text)).toBeInTheDocument();
  expect(log).toHaveBeenCalled();
});
