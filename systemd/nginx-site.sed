# docker/nginx.conf for a machine without containers: sed -f systemd/nginx-site.sed docker/nginx.conf
s|listen 8080; # CHANGE.*|listen 80;|
s|listen 8443 ssl; # CHANGE.*|listen 443 ssl;|
s|/etc/nginx/certs/fullchain.pem; # CHANGE.*|/etc/ssl/oewatch/fullchain.pem;|
s|/etc/nginx/certs/privkey.pem; # CHANGE.*|/etc/ssl/oewatch/privkey.pem;|
s|/dev/stdout oewatch; # CHANGE.*|/var/log/nginx/oewatch.log oewatch;|
s|alias /srv/files/; # CHANGE.*|alias /var/lib/oewatch/files/;|
s|http://web:8000; # CHANGE.*|http://127.0.0.1:8000;|
/resolver 127.0.0.11/d
