import { MantineProvider } from '@mantine/core';
import { render, screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { ErrorBoundary } from '../../src/ui/error-boundary';

test('an error during rendering is logged and offers a reload', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {});
  function Broken(): never {
    throw new Error('broken');
  }
  render(
    <MantineProvider env="test">
      <ErrorBoundary>
        <Broken />
      </ErrorBoundary>
    </MantineProvider>,
  );
  expect(screen.getByRole('heading', { name: 'Something went wrong' })).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Reload the page' })).toBeInTheDocument();
  expect(log).toHaveBeenCalled();
});
