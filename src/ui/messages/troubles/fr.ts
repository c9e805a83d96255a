/**
 * What is said of troubles, in French.
 */
import type { TroubleTable } from "./table.ts";

export const troubles: TroubleTable = {
  "sensor-silent": {
    title: "Capteur muet",
    meaning: "Un capteur n’envoie plus rien de récent : seuls les autres capteurs surveillent sa zone.",
    remedy:
      "Vérifiez l’alimentation et le câble réseau du capteur ; `embereye status` montre quand il a été entendu en dernier.",
  },
  "sensor-frozen": {
    title: "Capteur figé",
    meaning: "Un capteur thermique envoie toujours la même image : il ne mesure pas.",
    remedy: "Éteignez et rallumez le capteur. S’il se fige encore, remplacez-le.",
  },
  "sensor-implausible": {
    title: "Capteur peu crédible",
    meaning: "Un capteur envoie des valeurs qu’il ne peut pas avoir mesurées.",
    remedy: "Vérifiez l’alimentation et le câblage du capteur ; si cela continue, remplacez-le.",
  },
  "sensor-calibration": {
    title: "Capteur sans étalonnage",
    meaning:
      "L’étalonnage d’un capteur thermique manque ou a été refusé : ses images ne peuvent pas devenir des degrés.",
    remedy: "Éteignez et rallumez le capteur. Si le refus cite de mauvais pixels, remplacez-le.",
  },
  "zone-blind": {
    title: "Zone aveugle",
    meaning: "Aucun capteur d’une zone n’envoie : la zone n’est pas protégée.",
    remedy: "Considérez la zone comme non protégée jusqu’au retour de ses capteurs.",
  },
  "role-down": {
    title: "Partie du service arrêtée",
    meaning: "Une partie du service est arrêtée ou redémarre.",
    remedy:
      "`embereye watchdog` raconte ce qui s’est passé ; si elle ne revient pas, gardez le journal technique et redémarrez le service.",
  },
  "role-given-up": {
    title: "Partie du service en échec",
    meaning: "Une partie du service échoue sans cesse et n’est plus relancée que lentement.",
    remedy: "Lisez `embereye watchdog` et le journal de cette partie, puis redémarrez le service.",
  },
  "role-starved": {
    title: "Manque de temps de calcul",
    meaning:
      "D’autres programmes laissent si peu de processeur à une partie du service qu’elle est en retard : rien n’y est en panne.",
    remedy:
      "`top` montre ce qui occupe les processeurs : arrêtez ce programme ou abaissez sa priorité. Si c’est le service lui-même : moins de caméras, une cadence plus basse ou une machine plus puissante.",
  },
  "supervisor-lost": {
    title: "Superviseur perdu",
    meaning:
      "Le superviseur a disparu : la protection continue, mais plus rien ne relance ce qui tombe maintenant.",
    remedy: "Redémarrez le service.",
  },
  "outputs-lost": {
    title: "Sorties injoignables",
    meaning:
      "La logique incendie ne joint plus les sorties : les sirènes gardent leur état, les nouveaux ordres n’arrivent pas.",
    remedy:
      "Regardez `embereye watchdog` ; si `outputs` ne revient pas en quelques secondes, redémarrez le service.",
  },
  "orders-refused": {
    title: "Ordres non compris",
    meaning:
      "Les sorties ne comprennent pas les ordres : les sirènes restent comme elles sont, et une nouvelle alarme peut rester muette.",
    remedy:
      "Considérez le site comme sans sirènes. Redémarrez le service ; si cela revient, annulez la dernière mise à jour ou le dernier changement de configuration et envoyez un paquet d’assistance.",
  },
  "output-fault": {
    title: "Sortie en défaut",
    meaning: "Une sirène ou un relais n’a pas fait ce qui était ordonné.",
    remedy:
      "Le détail dit pourquoi : une ligne absente, tenue par un autre programme ou interdite (`embereye doctor`). " +
      "Sinon, vérifiez le câblage et l’alimentation de cette sortie, puis faites un essai des détecteurs.",
  },
  "siren-unconfirmed": {
    title: "Sirène non confirmée",
    meaning:
      "Une sortie a été mise en marche et son contact de retour ne le confirme pas : elle est sans doute muette.",
    remedy:
      "Allez-y et écoutez. Vérifiez alimentation, fusible et câble, puis le contact de retour ; faites un essai des détecteurs.",
  },
  "siren-stuck": {
    title: "Sirène bloquée",
    meaning: "Une sortie a été coupée et son contact de retour dit qu’elle marche encore.",
    remedy: "Cherchez un relais collé ou un fil ponté ; vérifiez le contact de retour.",
  },
  "tamper": {
    title: "Boîtier ouvert",
    meaning: "Le boîtier est ouvert, ou ce que surveille un contact d’autoprotection.",
    remedy: "Allez voir qui y touche. Fermez le boîtier ; s’il est fermé, vérifiez le contact et son câble.",
  },
  "mains-failed": {
    title: "Secteur coupé",
    meaning: "L’appareil marche sur sa batterie : le secteur est coupé.",
    remedy:
      "Vérifiez le fusible et la prise. La batterie dure ce que dit son étiquette, moins avec les sirènes.",
  },
  "device-missing": {
    title: "Composant absent",
    meaning: "Un composant de cette machine que nomme la configuration n’est pas là.",
    remedy:
      "Vérifiez qu’il est branché et son nom dans la configuration : `embereye doctor` montre ce qui est là.",
  },
  "device-gone": {
    title: "Composant disparu",
    meaning:
      "Un composant de cette machine était là et a disparu : il a été débranché, ou son pilote a abandonné.",
    remedy: "Rebranchez-le : il est repris tout seul. Sinon, remplacez son câble ou le composant.",
  },
  "device-busy": {
    title: "Composant occupé",
    meaning: "Un autre programme tient un composant que nomme la configuration.",
    remedy: "Le détail cite le programme quand le noyau le dit. Arrêtez-le, ou indiquez un autre composant.",
  },
  "device-denied": {
    title: "Composant interdit",
    meaning: "Ce service n’a pas le droit d’utiliser un composant que nomme la configuration.",
    remedy:
      "Ajoutez l’utilisateur du service au groupe du composant (`embereye doctor` le cite) et redémarrez le service.",
  },
  "device-failed": {
    title: "Composant en défaut",
    meaning: "Un composant de cette machine répond par des erreurs, ou ne répond pas.",
    remedy:
      "Le détail dit ce qu’il a répondu. Vérifiez câbles et alimentation ; éteignez et rallumez, ou remplacez.",
  },
  "port-closed": {
    title: "Port non ouvert",
    meaning:
      "Le port des capteurs ou celui de la page ne peut pas être ouvert : personne ne passe par là. Tout le reste continue, y compris les capteurs et contacts du boîtier lui-même.",
    remedy:
      "Le détail nomme le port et, si le système le dit, le programme qui l’occupe. Arrêtez ce programme, ou configurez un autre port ou une autre adresse ; le boîtier prend le port de lui-même dès qu’il est libre. `embereye doctor` regarde à nouveau.",
  },
  "watchdog-reset": {
    title: "Machine redémarrée de force",
    meaning:
      "Le chien de garde matériel a redémarré la machine : elle était bloquée, ou le chemin vers la sirène est resté arrêté trop longtemps.",
    remedy:
      "`embereye watchdog` et les journaux disent ce qui a précédé. Si cela recommence, remplacez la machine.",
  },
  "store-failed": {
    title: "Journal non écrit",
    meaning: "Le journal ne peut pas être écrit : les alarmes sonnent, mais le journal a des trous.",
    remedy: "Vérifiez l’espace libre et l’état du disque du dossier d’état.",
  },
  "certificate-unusable": {
    title: "Certificat inutilisable",
    meaning:
      "Le certificat de la page ou du port des capteurs, ou sa clé, est inutilisable ; un autre est montré, dont les navigateurs avertissent et que des capteurs peuvent refuser.",
    remedy:
      "Le détail dit pourquoi. Corrigez ; l’appareil le voit en quelques secondes, rien n’est à redémarrer.",
  },
  "certificate-expiring": {
    title: "Certificat bientôt expiré",
    meaning:
      "Le certificat de la page ou du port des capteurs expire dans moins de trois semaines, ou a expiré : les navigateurs avertissent, des programmes et des capteurs peuvent refuser.",
    remedy:
      "Mettez le nouveau certificat et sa clé à la place des anciens fichiers ; rien n’est à redémarrer.",
  },
  "audit-failed": {
    title: "Registre d’audit non écrit",
    meaning:
      "Le registre d’audit ne peut pas être écrit : chacun peut agir comme toujours, mais qui a fait quoi se perd peut-être.",
    remedy: "Vérifiez l’espace libre et l’état du disque du dossier d’état.",
  },
  "audit-broken": {
    title: "Registre d’audit altéré",
    meaning:
      "Le registre d’audit n’est plus ce qu’il était : des entrées ont été changées, enlevées ou coupées, par quelqu’un ou par un disque abîmé.",
    remedy:
      "Lancez `embereye audit verify` : il cite la première entrée. Laissez les fichiers du dossier d’état tels quels pour " +
      "l’enquête ; `embereye audit begin-anew` met le registre de côté et en commence un autre.",
  },
  "audit-found": {
    title: "Contrôle : quelque chose trouvé",
    meaning:
      "Un contrôle du boîtier lui-même a trouvé quelque chose : mémoire, précision, ports ou dépendances.",
    remedy:
      "La page « Contrôles » dit quoi, et docs/audits.md que faire ; `embereye audit KIND` regarde à nouveau, et un résultat sans trouvaille y met fin.",
  },
  "audit-overdue": {
    title: "Contrôle en retard",
    meaning: "Un contrôle du boîtier lui-même n'a pas été fait depuis une fois et demie son intervalle.",
    remedy:
      "Lancez `embereye audit KIND` ; sur un boîtier avec systemd, regardez `systemctl list-timers 'embereye-audit-*'`.",
  },
  "audit-not-possible": {
    title: "Contrôle impossible",
    meaning: "Un contrôle du boîtier lui-même n'a pas pu être fait, ce qui ne dit rien de l'état des choses.",
    remedy: "Le détail dit pourquoi : réparez-le et lancez `embereye audit KIND`.",
  },
  "disk-low": {
    title: "Disque presque plein",
    meaning:
      "Le disque de l’appareil est presque plein : l’historique, les vieux journaux et les vieilles images sont effacés pour faire de la place.",
    remedy:
      "Cherchez ce qui le remplit à côté du service (`df`, `du -x`). L’appareil protège sans disque, mais le " +
      "journal aura des trous.",
  },
  "queue-overflow": {
    title: "File pleine",
    meaning:
      "Une file était pleine et de vieilles mesures ont été jetées ; les indices d’incendie ont été gardés.",
    remedy:
      "Cherchez un appareil qui envoie trop, ou un processus qui manque de temps de calcul : `embereye metrics`.",
  },
  "config-open": {
    title: "Configuration lisible",
    meaning:
      "D’autres utilisateurs de la machine peuvent lire des mots de passe dans le fichier de configuration.",
    remedy:
      "Faites `chmod 600` sur le fichier, ou mettez chaque mot de passe dans son propre fichier et citez-le ainsi : { file: /chemin }.",
  },
  "connections-refused": {
    title: "Connexions refusées",
    meaning: "Beaucoup de connexions au port des capteurs sont refusées.",
    remedy:
      "La page « Qui a été refusé » et le journal technique citent adresses et raisons ; cherchez un mauvais appareil ou un balayage du réseau.",
  },
  "sensors-conflict": {
    title: "Deux capteurs, un lieu",
    meaning: "Deux appareils disent être au même endroit.",
    remedy: "Donnez à chaque appareil son propre identifiant de lieu.",
  },
  "alarm-memory": {
    title: "Alarme sans trace",
    meaning: "Les sorties tenaient une alarme que le journal ne connaît pas.",
    remedy: "Regardez la zone, réarmez l’alarme et vérifiez le disque du dossier d’état.",
  },
  "camera-silent": {
    title: "Caméra muette",
    meaning: "Une caméra n’envoie pas d’images : seuls les autres capteurs surveillent ce qu’elle voit.",
    remedy: "Le détail dit pourquoi. Vérifiez alimentation, câble, adresse et mot de passe de la caméra.",
  },
  "camera-frozen": {
    title: "Caméra figée",
    meaning: "Une caméra envoie toujours la même image : ce qu’elle montre n’est pas d’aujourd’hui.",
    remedy:
      "Éteignez et rallumez la caméra. Si elle se fige encore, mettez son logiciel à jour ou remplacez-la.",
  },
  "camera-dark": {
    title: "Caméra dans le noir",
    meaning: "L’image d’une caméra est presque noire : elle est couverte, ou il n’y a pas de lumière.",
    remedy: "Découvrez ou nettoyez l’objectif ; donnez de la lumière, ou de l’infrarouge à la caméra.",
  },
  "camera-bright": {
    title: "Caméra éblouie",
    meaning: "L’image d’une caméra est presque blanche : elle est éblouie.",
    remedy: "Détournez la caméra du soleil ou de la lampe et vérifiez son exposition.",
  },
  "camera-defocused": {
    title: "Caméra floue",
    meaning: "L’image d’une caméra a perdu sa netteté, ou ne montre rien.",
    remedy: "Nettoyez l’objectif et le boîtier, puis refaites la mise au point.",
  },
  "camera-moved": {
    title: "Caméra déplacée",
    meaning: "Une caméra regarde ailleurs que lors de l’installation.",
    remedy: "Remettez la caméra en place ; si la nouvelle vue est voulue, acceptez-la.",
  },
  "ffmpeg-missing": {
    title: "ffmpeg absent",
    meaning:
      "Le programme qui décode les caméras manque ou est trop ancien : aucune caméra réseau ou locale ne marche.",
    remedy: "Installez-le : `apt install ffmpeg` (5.1 ou plus récent).",
  },
  "cameras-unusable": {
    title: "Caméras inutilisables",
    meaning: "Les caméras ne peuvent pas tourner : leur mémoire partagée ou leur configuration est refusée.",
    remedy:
      "Le détail dit pourquoi : moins d’images ou de plus petites, plus de place dans /dev/shm, ou une autre source.",
  },
  "model-refused": {
    title: "Modèle refusé",
    meaning: "Le modèle d’incendie a été refusé ; le précédent reste, ou les caméras sont aveugles.",
    remedy:
      "`embereye model verify` dit pourquoi. Remettez le fichier du modèle et son manifeste comme ils étaient.",
  },
  "detector-blind": {
    title: "Détecteur aveugle",
    meaning: "Le détecteur ne peut pas regarder les images : les caméras ne donnent pas d’indices.",
    remedy: "Lisez le détail et le journal de `detect` ; les autres capteurs protègent pendant ce temps.",
  },
  "cameras-slowed": {
    title: "Caméras ralenties",
    meaning: "Le détecteur ne suit pas : les caméras tournent avec moins d’images.",
    remedy:
      "Rien dans l’immédiat ; si cela dure : moins de caméras, moins d’images par seconde ou une machine plus puissante.",
  },
  "alert-flood": {
    title: "Afflux d’alertes",
    meaning:
      "Il vient plus de trois fois plus d’alertes que d’habitude ici : les pré-alarmes ne sont annoncées que si elles durent. Les alarmes ne sont pas touchées.",
    remedy:
      "Le journal montre la zone. Un capteur à sa limite, de la vapeur, du soleil sur une caméra : supprimez la cause ou relevez la limite.",
  },
  "time-unsynchronised": {
    title: "Horloge non synchronisée",
    meaning:
      "L’horloge est fausse, ou personne n’en répond : les alarmes ne sont pas touchées, les heures affichées ne sont pas fiables.",
    remedy:
      "Vérifiez le réseau et les serveurs de temps, et gardez un service d’horloge (chrony) ; le détail dit ce qui manque.",
  },
  "time-stepped": {
    title: "Horloge changée",
    meaning:
      "L’horloge a été changée alors qu’elle était juste : les heures du journal avant et après ne vont pas ensemble.",
    remedy:
      "Cherchez qui l’a changée (une personne, un service, une machine suspendue) ; le journal garde aussi un temps continu à lui.",
  },
  "time-server-faulty": {
    title: "Serveur de temps en défaut",
    meaning: "Un serveur de temps configuré contredit les autres, saute, ou ne donne pas d’heure utilisable.",
    remedy: "Enlevez-le de `timeSync.servers` ou remplacez-le ; ayez-en au moins trois.",
  },
  "baseline-changed": {
    title: "Image habituelle changée",
    meaning:
      "Ce qu’un capteur thermique voit chaque jour a changé durablement : il a bougé, est sale, dérive, ou quelque chose de nouveau est chaud.",
    remedy: "Comparez les images d’avant et de maintenant ; corrigez, ou approuvez comme nouvelle habitude.",
  },
  "notify-failing": {
    title: "Messages non remis",
    meaning:
      "Les personnes absentes ne peuvent pas être prévenues par cette voie : ce qui arrive attend dans la boîte d’envoi.",
    remedy:
      "Le détail dit pourquoi. Vérifiez réseau, adresse, utilisateur et mot de passe ; `embereye notify test` l’essaie.",
  },
  "fleet-lost": {
    title: "Autres boîtiers injoignables",
    meaning:
      "Les autres boîtiers du site sont injoignables : ce boîtier protège seul, et ce qui se passe attend d'être transmis.",
    remedy:
      "Le détail donne la raison. Vérifier le réseau et le serveur NATS, puis `fleet` dans la configuration ; rien n'est perdu entre-temps.",
  },
  "fleet-double": {
    title: "Nom de boîtier en double",
    meaning: "Un autre boîtier du site porte le même nom : ce qu'ils transmettent se mélange.",
    remedy:
      "Donner à chaque boîtier son propre `fleet.box`. Après un remplacement, l'ancien boîtier doit rester éteint.",
  },
  "central-refused": {
    title: "Configuration centrale refusée",
    meaning:
      "Ce qui se trouve sur les serveurs comme configuration de ce boîtier est falsifié, a été rejoué ou est destiné à un autre boîtier : rien n'en est repris.",
    remedy:
      "Le détail dit ce qui ne va pas. Chercher qui écrit là : `embereye fleet status`. Le boîtier continue avec la configuration qu'il a.",
  },
  "archive-failing": {
    title: "Archivage en échec",
    meaning:
      "Les jours terminés n’arrivent pas à l’archive : ils restent sur le boîtier, qui les garde jusque-là.",
    remedy:
      "Le détail dit pourquoi. Vérifiez le réseau, le bucket, la place et les identifiants du stockage ; `embereye archive status` montre où il en est.",
  },
  "fleet-unanswered": {
    title: "Autre boîtier sans confirmation",
    meaning:
      "Un autre boîtier devait sonner pour une alarme de celui-ci et n'a pas confirmé qu'il le fait, ou il n'est pas entendu et ne pourrait pas être appelé.",
    remedy:
      "En cas d'alarme, prévenir soi-même les personnes là-bas. Vérifier ensuite le réseau entre les boîtiers, puis `fleet.answers` et `fleet.key` de l'autre.",
  },
  "fleet-guarding": {
    title: "Surveille les caméras d'un autre boîtier",
    meaning:
      "Un autre boîtier du site ne se fait plus entendre, ou ne regarde aucune caméra : celui-ci surveille les siennes. De ses autres capteurs et de ses sirènes, on ne sait rien ici.",
    remedy:
      "Aller voir ce boîtier : alimentation, câble réseau, et là-bas `embereye status`. Il retrouve ses caméras de lui-même une fois présent depuis un moment.",
  },
  "camera-unguarded": {
    title: "Caméra sans surveillance",
    meaning: "Personne ne surveille une caméra d'un boîtier en panne : aucun autre ne la reprend.",
    remedy:
      "Surveiller l'endroit soi-même et aller voir son boîtier. Le détail donne la raison ; `fleet.guards` dit combien de caméras d'autrui un boîtier reprend.",
  },
  "camera-alone": {
    title: "Caméra sans relève",
    meaning:
      "Une caméra partagée entre boîtiers n'est surveillée que par le sien : s'il tombait, personne ne le ferait.",
    remedy:
      "Vérifier qu'un autre boîtier est présent et connaît la caméra avec les mêmes `id` et `home`, et que son `fleet.guards.weight` n'est pas 0.",
  },
  "cameras-unshared": {
    title: "Caméras non réparties",
    meaning:
      "Le boîtier a plus de caméras qu'il ne doit en surveiller seul, et aucun autre ne reprend celles en trop : il les surveille toutes, peut-être plus lentement.",
    remedy:
      "`embereye fleet cameras` montre qui reprendrait laquelle. Inscrire ces caméras sur d'autres boîtiers, y augmenter `fleet.guards.camerasMax`, ou ici `fleet.lends.above`.",
  },
  "config-refused": {
    title: "Configuration refusée",
    meaning: "Le fichier de configuration est refusé ; l’appareil continue avec celle qu’il avait.",
    remedy:
      "`embereye check FILE` dit ce qui ne va pas, avec le mot valable le plus proche. Corrigez et enregistrez.",
  },
  "config-rolled-back": {
    title: "Configuration annulée",
    meaning:
      "Une nouvelle configuration a aggravé les choses et a été annulée ; la précédente tourne de nouveau.",
    remedy:
      "Le détail dit ce qui s’est mal passé. `embereye config history` montre les deux ; corrigez le changement et appliquez-le de nouveau.",
  },
  "config-unsaved": {
    title: "Configuration non enregistrée",
    meaning:
      "L’historique des configurations ne peut pas être écrit : l’appareil marche, mais un redémarrage peut en ramener une plus ancienne.",
    remedy: "Vérifiez l’espace libre et l’état du disque du dossier d’état.",
  },
};
