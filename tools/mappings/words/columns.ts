/**
 * Names of columns in HR and learning systems by what they hold: ids, status, times, roles; in English, German, French and
 * Spanish. Data: a pattern is tried on the lower-case words of a name, without accents.
 */

/** Ids that are no longer those of the row, or of somebody else. */
export const OTHER_ID =
  /\b(prior|previous|old|former|manager\w*|supervisor\w*|superior|parent|approver|creator|created|modified|updated|by|national|tax|passport|social)\b/;

/** Numbers of employees first: they are known to the HR system, ids of users only to their own. */
export const EMPLOYEE_ID: readonly RegExp[] = [
  /\b(employee|worker|personnel|staff|associate|emp|empl) ?(id|ids|number|nr|no|num|code|oid)\b/,
  /\b(emplid|pernr|personalnummer|personal nr|mitarbeiternummer|mitarbeiter (id|nr)|matricule|legajo|person number|file number)\b/,
  /\b(numero d employe|numero de empleado|id de empleado|employee)\b$/,
];

export const USER_ID: readonly RegExp[] = [
  /\b(user|learner|student|person|member|participant|sis user|teilnehmer|benutzer|utilisateur|usuario) ?(id|number|no|nr|key|uuid|guid|code|sourced id)\b/,
  /\b(external id|sourced id|username|login( id)?|net ?id|benutzername|identifiant)\b/,
];

/** Columns that may hold a login or the name of a person: only their values tell. */
export const LOGIN_OR_NAME: readonly RegExp[] = [
  /\b(user|learner|student|person|member) ?name\b/,
  /^(user|learner|student|person|login)$/,
];

export const COURSE_ID: readonly RegExp[] = [
  /\b(course|training|offering|activity|item|module|class|kurs|cours|curso|lo|learning object)( object| sourced)? (id|code|number|nr|no|key|iri|sourced id)\b/,
  /\b(coursecode|courseid|shortname|course shortname|kursnummer)\b/,
  /^(course|training|kurs|cours|curso)$/,
];

export const COURSE_NAME: readonly RegExp[] = [
  /\b(course|training|offering|activity|item|module|class|kurs|cours) ?(full)?(name|title)\b/,
  /\b(title|kurstitel|intitule)\b/,
];

/** An id of what changed, such as the enrollment, is none of the change: it stays the same while the row changes. */
export const EVENT_ID: readonly RegExp[] = [/\b(event|transaction|statement) ?(id|uuid)\b/];

/** Status of a worker. */
export const WORKER_STATUS: readonly RegExp[] = [
  /\b(employment|worker|employee|assignment|user|person) ?status( code)?\b/,
  /\b(status|statut|beschaftigungsstatus|mitarbeiterstatus|stato|estado( laboral)?|situacao|situacion)( code)?$/,
  /^(is )?(active|aktiv)( status)?$/,
];

/** Status of something else about a person. */
export const OTHER_STATUS =
  /\b(marital|civil|military|veteran|visa|immigration|citizenship|approval|vaccination|medical|background|check|tax|benefit\w*|flsa|exempt\w*|smoker|disability|family|familien\w*|probation|payment|budget|hiring|requisition|offer|review|training|sync|import|record|familial\w*|pay)\b/;

export const ENROLLMENT_STATUS: readonly RegExp[] = [
  /\b(status|statut|estado|enrol\w*status)\b/,
  /\b(state|progress|result|standing|fortschritt)\b/,
  /^(is )?active$/,
];

/** When a record was changed last. */
export const CHANGED: readonly RegExp[] = [
  /\b(modified|updated|update|changed|change|modification|effective|as of|geandert|anderungsdatum|anderung|modifie|mise a jour|modificado|actualizado|actualizacion|transaction|timemodified|last ?modified) ?(date|time|timestamp|at|on|datetime)?\b/,
];

/** When somebody leaves. */
export const LEAVES: readonly RegExp[] = [
  /\b(terminat\w*|separation|leaving|exit|resignation|offboarding|departure|seniority end|employment end) ?(effective )?(date|day|time|at|on)?\b/,
  /\b(date (left|of leaving|terminated)|leave date|leaver date|term date|left (on|at|date)|last (working )?day( of work)?|last day worked|austritt\w*|ausgeschieden am|date de (sortie|depart|fin)|fecha de (baja|cese|salida)|end date|enddate)\b/,
];

/** Times that are never those of a change, such as the day of hire. */
export const NEVER_CHANGED =
  /\b(birth\w*|born|dob|geburts\w*|naissance|nacimiento|hire\w*|rehire\w*|start\w*|begin\w*|join\w*|entry|eintritt\w*|embauche|entree|ingreso|contratacion|anniversary|seniority|probation|due|expir\w*|deadline|valid|until|next|planned|expected|vacation|review|archive\w*)\b/;

/** Times of something else about a worker, such as a position. */
export const OTHER_TIME_OF_WORKER =
  /\b(position|job|compensation|salary|pay|benefit\w*|assignment|contract|department|title|location|address|appointment|visa|document|password|login|photo)\b/;

/** Times that are never those of a standing: when the course is open, or closes. */
export const NEVER_STANDING = new RegExp(`${NEVER_CHANGED.source}|\\b(?:end|ends|close\\w*|open\\w*|available)\\b`);

/** When the standing in a course changed; the end of it before its beginning. */
export const STANDING_CHANGED: readonly RegExp[] = [
  /\b(complet\w*|finished|graduat\w*|passed|status|changed|modified|updated|update|effective|terminat\w*|abgeschlossen|abschluss\w*|geandert|acheve\w*|termine\w*|completado|finalizacion|last activity|last access|timemodified|timecompleted)\b/,
  /\b(enrol\w*|regist\w*|assigned|assignment|created|eingeschrieben|zugewiesen|inscri\w*|asignado|timeenrol\w*|timecreated)\b/,
  /\b(date|time|timestamp|at|on|datum|fecha)\b/,
];

/** Words of a time's name: a number is one only in a column that has one of them. */
export const TIME_NAME =
  /\b(time\w*|date|time|timestamp|at|on|datum|fecha|day|modified|updated|changed|completed|completion|created|enrol\w*|regist\w*|effective|terminat\w*)\b/;

export const ROLE: readonly RegExp[] = [
  /\b(role|roles|rolle|rol)$/,
  /\b(enrol\w*|user|member(ship)?) type$/,
  /^type$/,
  /\brole (name|shortname|id)\b/,
];

/** Roles of those who learn in a course, and of those who do not. */
export const LEARNER_ROLES =
  'student, students, learner, learners, participant, participants, studentenrollment, trainee, attendee, delegate, teilnehmer, teilnehmende, lernende, etudiant, apprenant, participante, estudiante, alumno, audit, verified, honor';
export const OTHER_ROLES =
  'teacher, teachers, instructor, instructors, aide, administrator, admin, guardian, parent, relative, proctor, designer, ta, teaching assistant, observer, editingteacher, non editing teacher, teacherenrollment, taenrollment, designerenrollment, observerenrollment, tutor, facilitator, coursecreator, manager, staff, coordinator, moderator, trainer, dozent, lehrer, leiter, enseignant, formateur, profesor, instructora, guest';
