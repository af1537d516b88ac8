import { lazy } from 'react';
import { Route, Routes } from 'react-router';
import { Layout } from './features/layout/layout';
import { GuestRoute } from './features/session/guest-route';
import { ProtectedRoute } from './features/session/protected-route';
import { NotFoundPage } from './ui/not-found-page';

const HomePage = lazy(() => import('./features/home/home-page'));
const LoginPage = lazy(() => import('./features/session/login-page'));
const RegisterPage = lazy(() => import('./features/session/register-page'));
const AccountPage = lazy(() => import('./features/account/account-page'));
const ForgotPasswordPage = lazy(() => import('./features/email-links/forgot-password-page'));
const ResetPasswordPage = lazy(() => import('./features/email-links/reset-password-page'));
const SecureAccountPage = lazy(() => import('./features/email-links/secure-account-page'));
const ConfirmationPage = lazy(() => import('./features/email-links/confirmation-page'));

export function App() {
  return (
    <Routes>
      <Route element={<Layout />}>
        <Route index element={<HomePage />} />
        <Route element={<GuestRoute />}>
          <Route path="login" element={<LoginPage />} />
          <Route path="register" element={<RegisterPage />} />
        </Route>
        <Route element={<ProtectedRoute />}>
          <Route path="account/:tab?" element={<AccountPage />} />
        </Route>
        {/* Emailed links open in any browser, whether or not their owner is logged in there. */}
        <Route path="forgot-password" element={<ForgotPasswordPage />} />
        <Route path="reset-password" element={<ResetPasswordPage />} />
        <Route path="secure-account" element={<SecureAccountPage />} />
        <Route path="verify-email" element={<ConfirmationPage key="verify" kind="verify" />} />
        <Route path="confirm-email" element={<ConfirmationPage key="confirm" kind="confirmEmail" />} />
        <Route path="*" element={<NotFoundPage />} />
      </Route>
    </Routes>
  );
}
