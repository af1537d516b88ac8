import { lazy } from 'react';
import { Route, Routes } from 'react-router';
import { GuestRoute } from './components/guest-route';
import { Layout } from './components/layout';
import { ProtectedRoute } from './components/protected-route';
import { pages, queries } from './pages';
import { NotFoundPage } from './pages/not-found';

const Queries = lazy(queries.shown);
const HomePage = lazy(pages.home.shown);
const LoginPage = lazy(pages.login.shown);
const RegisterPage = lazy(pages.register.shown);
const AccountPage = lazy(pages.account.shown);
const ForgotPasswordPage = lazy(pages.forgotPassword.shown);
const ResetPasswordPage = lazy(pages.resetPassword.shown);
const MailConfirmationPage = lazy(pages.mailConfirmation.shown);

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
          <Route element={<Queries />}>
            <Route path="account/:tab?" element={<AccountPage />} />
          </Route>
        </Route>
        {/* Links in messages are opened in any browser, whoever is signed in there. */}
        <Route path="forgot-password" element={<ForgotPasswordPage />} />
        <Route path="reset-password" element={<ResetPasswordPage />} />
        <Route element={<Queries />}>
          <Route path="verify-email" element={<MailConfirmationPage key="verify" kind="verify" />} />
          <Route path="confirm-email" element={<MailConfirmationPage key="confirm" kind="confirmEmail" />} />
        </Route>
        <Route path="*" element={<NotFoundPage />} />
      </Route>
    </Routes>
  );
}
