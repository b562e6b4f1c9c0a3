# redis-server: the program only. Commands that need a queue and find no REDIS_URL start a private one of their own.

missing_redis() {
  if ! has redis-server; then echo 'redis-server: sudo apt-get install redis-server'; fi
}

ensure_redis() {
  if has redis-server; then return; fi
  step 'installed redis-server (its service not started)' apt_install redis-server
}
