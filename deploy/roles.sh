#!/bin/sh
# The database and its two roles. The owner makes the tables and the guards; the application works
# with rows and can neither drop a guard nor rewrite what a guard protects.
set -eu

# Passwords go through the environment of psql, not through its arguments, which anybody can list.
psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username="${POSTGRES_USER:-postgres}" --dbname=postgres <<'SQL'
\getenv owner_password OWNER_PASSWORD
\getenv app_password APP_PASSWORD
CREATE ROLE kaimen_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE kaimen_app LOGIN PASSWORD :'app_password';
CREATE DATABASE kaimen OWNER kaimen_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
REVOKE CONNECT, TEMPORARY ON DATABASE kaimen FROM PUBLIC;
GRANT CONNECT ON DATABASE kaimen TO kaimen_app;
\connect kaimen
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO kaimen_owner;
GRANT USAGE ON SCHEMA public TO kaimen_app;
ALTER DEFAULT PRIVILEGES FOR ROLE kaimen_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO kaimen_app;
ALTER DEFAULT PRIVILEGES FOR ROLE kaimen_owner IN SCHEMA public
    GRANT USAGE ON SEQUENCES TO kaimen_app;
SQL
