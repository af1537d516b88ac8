/** The product's icon, part of the page so that it never waits for a request. Like the one in index.html. */
export function Logo() {
  return (
    <svg viewBox="0 0 32 32" width="1.875rem" height="1.875rem" aria-hidden="true">
      <rect width="32" height="32" rx="9" fill="#0b6e64" />
      <g fill="none" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" strokeLinejoin="round">
        <path d="M9.5 14.5a6.5 6.5 0 0 1 12.4-2.7M22.5 17.5a6.5 6.5 0 0 1-12.4 2.7" />
        <path d="M22.6 7.6v4.6H18M9.4 24.4v-4.6H14" />
      </g>
      <circle cx="16" cy="16" r="2.4" fill="#a7e1d9" />
    </svg>
  );
}
