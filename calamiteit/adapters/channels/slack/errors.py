"""What each refusal of Slack means for us: wait, give up on the message, or give up on the channel."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from calamiteit.core.time import Millis
from calamiteit.ports.channel import GiveUp, TryAgain, Unknown

Failure = TryAgain | GiveUp | Unknown


class Means(Enum):
    """What an error code of Slack means."""

    WAIT = "nothing was done; it may work later"
    NEVER = "this message, receiver or argument will never be accepted"
    BROKEN = "the token, the app or the workspace does not work: nothing will be accepted"
    PERHAPS = "it may have been done"


def _all(means: Means, codes: str) -> dict[str, Means]:
    return dict.fromkeys(codes.split(), means)


MEANINGS: Mapping[str, Means] = {
    # Troubles of Slack itself.
    **_all(
        Means.WAIT,
        """
        accesslimited fetch_members_failed hash_conflict limit_required message_limit_exceeded
        rate_limited ratelimited request_timeout restricted_too_many service_unavailable team_added_to_org
        update_failed
        """,
    ),
    # Of these it says: "possible some aspect of the operation succeeded before the error was raised".
    **_all(Means.PERHAPS, "fatal_error internal_error delete_failed"),
    # The token, the app, the workspace: mend them, or reach people in another way.
    **_all(
        Means.BROKEN,
        """
        access_denied account_inactive app_missing_action_url deprecated_endpoint ekm_access_denied
        enterprise_is_restricted forbidden_team invalid_auth invalid_auth_type method_deprecated
        method_not_supported missing_scope no_permission not_allowed_token_type not_authed
        org_login_required team_access_not_granted team_not_found token_expired token_revoked
        two_factor_setup_required unknown_method
        """,
    ),
    # The receiver, or the place.
    **_all(
        Means.NEVER,
        """
        already_archived already_in_channel as_user_not_supported cannot_dm_bot cannot_find_channel
        cannot_find_service cannot_reply_to_message cant_broadcast_message cant_invite cant_invite_self
        channel_access_denied channel_is_archived channel_is_limited_access channel_is_mpim
        channel_not_found default_org_wide_channel external_channel_migrating failed_for_some_users
        failed_sending_invites fetch_failed internal_workspace_restriction invalid_channel
        invalid_user_combination invalid_users invite_failed is_archived is_bot is_inactive
        messages_tab_disabled method_not_supported_for_channel_type missing_recipient_team_id
        no_external_invite_permission no_user non_member not_a_group_member not_in_channel not_in_group
        not_reply_parent org_user_not_in_team restricted_action restricted_action_non_threadable_channel
        restricted_action_read_only_channel restricted_action_thread_locked
        restricted_action_thread_only_channel sent_org_invite_failed slack_connect_blocked_file_type
        slack_connect_canvas_sharing_blocked slack_connect_clip_sharing_blocked
        slack_connect_file_link_sharing_blocked slack_connect_lists_sharing_blocked thread_locked
        thread_not_found too_many_members too_many_users unable_to_add_user_to_public_channel
        ura_max_channels user_deactivated user_disabled user_is_bot user_is_restricted
        user_is_ultra_restricted user_not_found user_not_in_channel user_not_visible
        user_team_not_in_channel users_list_not_supplied users_not_found
        """,
    ),
    # The message or another argument.
    **_all(
        Means.NEVER,
        """
        attachment_payload_limit_exceeded bad_cursor bad_timestamp block_mismatch blocked_file_type
        cant_delete_message cant_update_message compliance_exports_prevent_deletion
        duplicate_channel_not_found duplicate_external_id duplicate_message_not_found edit_window_closed
        exchanged_trigger_id expired_trigger_id file_share_limit_reached invalid_arg_name
        invalid_arguments invalid_array_arg invalid_attachments invalid_blocks invalid_blocks_format
        invalid_charset invalid_cursor invalid_form invalid_form_data invalid_json invalid_limit
        invalid_metadata_filter_keys invalid_metadata_format invalid_metadata_schema invalid_name
        invalid_name_maxlength invalid_name_punctuation invalid_name_required invalid_name_specials
        invalid_post_type invalid_scheduled_message_id invalid_time invalid_trigger_id invalid_ts_latest
        invalid_ts_oldest invalid_types json_not_object markdown_text_conflict message_not_found
        metadata_must_be_sent_from_app metadata_too_large missing_charset missing_file_data
        missing_post_type msg_blocks_too_long msg_too_long name_taken no_channel
        no_dual_broadcast_content_update no_text not_found not_supported push_limit_reached
        streaming_state_conflict superfluous_charset time_in_past time_too_far too_long
        too_many_attachments too_many_contact_cards view_too_large
        """,
    ),
}
"""The codes that Slack documents for the methods of `scopes.METHODS`; one that is not here may work later."""

TOO_LONG = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "metadata_too_large"}
)
"""Refusals that a shorter layout of the same message can mend."""


def failure(code: str, *, needed: str = "", after: Millis | None = None) -> Failure:
    """The result that goes with a code of Slack; `needed` names the scopes that are missing.

    The reason is the code itself, nothing of the message: it stands in the log of the run.
    """
    reason = f"{code}:{needed}" if needed else code
    match MEANINGS.get(code, Means.WAIT):
        case Means.WAIT:
            return TryAgain(reason=reason, after=after)
        case Means.NEVER:
            return GiveUp(reason=reason)
        case Means.BROKEN:
            return GiveUp(reason=reason, whole_channel=True)
        case Means.PERHAPS:
            return Unknown(reason=reason)
